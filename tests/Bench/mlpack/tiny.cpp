// A step of the workload train-tiny-adam-16 by mlpack: batch 16 of 4 values, Linear 16, BatchNorm, ReLU, Linear 3, cross-entropy, Adam,
// in float. Prints one JSON line as NormTools.Bench does; the time is the least between two steps.
#include <mlpack.hpp>

#include <chrono>
#include <cstdio>

using Matrix = arma::fmat;
using Clock = std::chrono::steady_clock;

struct StepTimer
{
    double& best;
    Clock::time_point last = Clock::now();

    template<typename Optimizer, typename Function, typename Parameters>
    bool StepTaken(Optimizer&, Function&, Parameters&)
    {
        Clock::time_point now = Clock::now();
        best = std::min(best, std::chrono::duration<double, std::milli>(now - last).count());
        last = Clock::now();
        return false;
    }
};

int main()
{
    const size_t batch = 16, rows = 8 * batch, steps = 20000;
    arma::arma_rng::set_seed(1);
    Matrix features(4, rows, arma::fill::randu);
    Matrix labels = arma::conv_to<Matrix>::from(arma::randi<arma::umat>(1, rows, arma::distr_param(0, 2)));
    mlpack::FFN<mlpack::NegativeLogLikelihoodType<Matrix>, mlpack::GlorotInitialization, Matrix> network;
    network.Add<mlpack::LinearType<Matrix>>(16);
    network.Add<mlpack::BatchNormType<Matrix>>();
    network.Add<mlpack::ReLUType<Matrix>>();
    network.Add<mlpack::LinearType<Matrix>>(3);
    network.Add<mlpack::LogSoftMaxType<Matrix>>();
    ens::Adam optimizer(1e-3, batch, 0.9, 0.999, 1e-8, steps * batch, -1, true);
    double best = 1e300;
    network.Train(features, labels, optimizer, StepTimer{best});
    std::printf(
        "{\"library\":\"mlpack\",\"threads\":1,\"name\":\"train-tiny-adam-16\",\"ms\":%.6g,\"work\":%.5g,\"unit\":\"Gsamples/s\"}\n",
        best, batch / best / 1e6);
}
